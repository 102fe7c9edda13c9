# The second opinions on the grammar. Tests and fuzz targets ask them, with and without each other.
include_guard(GLOBAL)
set(here ${PROJECT_SOURCE_DIR}/tests/grammar)

# It shares no code with grammar/, so it does not link it.
add_library(grammar_reference STATIC
  ${here}/reference_reader.cpp
  ${here}/reference_recogniser.cpp)

add_library(grammar_comparison STATIC
  ${here}/comparison.cpp)
target_link_libraries(grammar_comparison PUBLIC heloport_grammar grammar_reference)
heloport_fuzz_oracle_speed(grammar_reference)
heloport_fuzz_oracle_speed(grammar_comparison)

# Sentences of the grammar and what is near to them, for tests and for fuzzers to begin with.
add_library(grammar_generator STATIC
  ${here}/generator.cpp)

# The grammar without its actions. To optimise its gotos takes compilers two minutes and gains
# nothing; nor is there anything in it for a sanitizer or a fuzzer to see.
add_library(grammar_pure STATIC)
ragel_sources(grammar_pure ${here}/pure_recogniser.rl)
target_compile_options(grammar_pure PRIVATE -O0 -g0 -fno-sanitize=all)
target_link_libraries(grammar_pure PUBLIC heloport_grammar)

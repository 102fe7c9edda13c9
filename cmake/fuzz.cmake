# With HELOPORT_FUZZ every target is built for a fuzzer, and a finding ends the program. Without
# more it is libFuzzer, with AddressSanitizer and UndefinedBehaviorSanitizer. Whoever brings another
# engine (AFL++, OSS-Fuzz) says how it is linked, and compiles with flags of its own.
set(HELOPORT_FUZZ_ENGINE "" CACHE STRING
  "What is linked around a fuzz target; empty: libFuzzer, and the flags that it needs")
if(HELOPORT_FUZZ AND HELOPORT_FUZZ_ENGINE STREQUAL "")
  # Without a value profile, what a comparison tells libFuzzer are words to put into inputs; those
  # of texts it hears of by memcmp(). A callback for each other one takes a third of the time.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
    -fno-sanitize-coverage=trace-cmp,stack-depth -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  set(heloport_fuzz_engine -fsanitize=fuzzer)
else()
  separate_arguments(heloport_fuzz_engine UNIX_COMMAND "${HELOPORT_FUZZ_ENGINE}")
endif()
if(HELOPORT_FUZZ)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_custom_target(fuzzers COMMENT "Every fuzz target and nothing else")
endif()

# heloport_fuzz_speed(LIBRARY): what each execution goes through. clang inlines nothing below -O2.
function(heloport_fuzz_speed library)
  if(HELOPORT_FUZZ AND HELOPORT_FUZZ_ENGINE STREQUAL "")
    target_compile_options(${library} PRIVATE -O2)
  endif()
endfunction()

# heloport_fuzz_oracle_speed(LIBRARY): likewise, and the fuzzer is to explore the engine, not the
# oracles. With the calls of the sanitizers in it an access to one octet of a string looks too large
# to be inlined; there is no coverage here that inlining would tear apart.
function(heloport_fuzz_oracle_speed library)
  heloport_fuzz_speed(${library})
  if(HELOPORT_FUZZ AND HELOPORT_FUZZ_ENGINE STREQUAL "")
    target_compile_options(${library} PRIVATE -fno-sanitize=fuzzer-no-link
      "SHELL:-mllvm -inline-threshold=1000")
  endif()
endfunction()

# heloport_fuzz_target(NAME LIBRARY...): NAME.cpp, which defines LLVMFuzzerTestOneInput, becomes
# fuzz_NAME in the fuzz configuration, and everywhere replay_NAME, which a test runs on the corpus
# (corpus/NAME) and on what was found once (regressions/NAME) with any compiler.
function(heloport_fuzz_target name)
  if(HELOPORT_FUZZ)
    add_executable(fuzz_${name} ${name}.cpp)
    heloport_fuzz_oracle_speed(fuzz_${name})
    target_link_options(fuzz_${name} PRIVATE ${heloport_fuzz_engine})
    target_link_libraries(fuzz_${name} PRIVATE ${ARGN})
    heloport_use_precompiled(${unexplored_headers} fuzz_${name})
    add_dependencies(fuzzers fuzz_${name})
  endif()
  if(HELOPORT_TESTS)
    add_executable(replay_${name} ${name}.cpp replay_main.cpp dfa/report.cpp)
    target_link_libraries(replay_${name} PRIVATE ${ARGN})
    heloport_use_precompiled(common_headers replay_${name})
    set(folders ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/regressions/${name})
      list(APPEND folders ${CMAKE_CURRENT_SOURCE_DIR}/regressions/${name})
    endif()
    set(cpu_seconds_max 10)
    if(HELOPORT_SANITIZE OR HELOPORT_FUZZ)
      set(cpu_seconds_max 100)
    endif()
    add_test(NAME fuzz.replay_${name}
      COMMAND replay_${name} --cpu-seconds-max ${cpu_seconds_max} ${folders})
    set_tests_properties(fuzz.replay_${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

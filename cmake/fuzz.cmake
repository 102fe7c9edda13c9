# With HELOPORT_FUZZ every target is built for libFuzzer, with AddressSanitizer and
# UndefinedBehaviorSanitizer; a finding ends the program.
if(HELOPORT_FUZZ)
  # -O2, because clang inlines nothing at -O1, and instrumented calls are most of the time then.
  add_compile_options(-O2 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=address,undefined)
endif()

# heloport_fuzz_oracle_speed(LIBRARY): the fuzzer is to explore the engine, not the oracles.
function(heloport_fuzz_oracle_speed library)
  if(HELOPORT_FUZZ)
    target_compile_options(${library} PRIVATE -fno-sanitize=fuzzer-no-link)
  endif()
endfunction()

# heloport_fuzz_target(NAME LIBRARY...): NAME.cpp, which defines LLVMFuzzerTestOneInput, becomes
# fuzz_NAME in the fuzz configuration, and elsewhere replay_NAME, which a test runs on the corpus
# (corpus/NAME) with any compiler.
function(heloport_fuzz_target name)
  if(HELOPORT_FUZZ)
    add_executable(fuzz_${name} ${name}.cpp)
    heloport_fuzz_oracle_speed(fuzz_${name})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(fuzz_${name} PRIVATE ${ARGN})
  endif()
  if(HELOPORT_TESTS)
    add_executable(replay_${name} ${name}.cpp replay_main.cpp dfa/report.cpp)
    target_link_libraries(replay_${name} PRIVATE ${ARGN})
    add_test(NAME fuzz.replay_${name}
      COMMAND replay_${name} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    set_tests_properties(fuzz.replay_${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

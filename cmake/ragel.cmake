# ragel_sources(TARGET FILE.rl...): each FILE.rl becomes FILE.cpp in the build tree and a source
# of TARGET. Pure grammar files (no main machine) are only included by others: every generated
# file depends on all of them, so that editing a grammar rebuilds its parsers. A parser outside
# grammar/ (tests have one) includes the same pure files.
find_program(RAGEL ragel REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
get_filename_component(ragel_grammars ${CMAKE_CURRENT_LIST_DIR}/../grammar ABSOLUTE)
set(ragel_tools ${ragel_grammars}/ragel)
get_filename_component(ragel_counting ${CMAKE_CURRENT_LIST_DIR}/../fuzz/dfa ABSOLUTE)

# ragel_command(GENERATED SOURCE GRAMMARS): how a parser is made. Those of grammar/ pass over runs
# of octets (docs/decisions/0064), and count their transitions in the fuzz configuration
# (docs/decisions/0047). Others are as Ragel writes them.
function(ragel_command generated source grammars)
  set(ragel ${RAGEL} -I ${ragel_grammars})
  set(python ${Python3_EXECUTABLE} -B)
  cmake_path(IS_PREFIX ragel_grammars ${source} is_ours)
  if(NOT is_ours)
    add_custom_command(
      OUTPUT ${generated}
      COMMAND ${ragel} -C -G2 -L -o ${generated} ${source}
      DEPENDS ${source} ${grammars}
      COMMENT "Ragel ${source}"
      VERBATIM)
    return()
  endif()
  set(with_runs ${generated})
  set(count "")
  if(HELOPORT_FUZZ)
    set(with_runs ${generated}.runs)
    set(count COMMAND ${python} ${ragel_counting}/count.py
      ${generated}.xml ${with_runs} ${generated})
  endif()
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${ragel} -C -G2 -L -o ${generated}.plain ${source}
    COMMAND ${ragel} -x -o ${generated}.xml ${source}
    COMMAND ${python} ${ragel_tools}/runs.py ${generated}.xml ${generated}.plain ${with_runs}
    ${count}
    DEPENDS ${source} ${grammars} ${ragel_tools}/runs.py ${ragel_tools}/rewriting.py
      ${ragel_tools}/ragel_xml.py
      ${ragel_counting}/count.py
    COMMENT "Ragel ${source}, with runs"
    VERBATIM)
endfunction()

function(ragel_sources target)
  # AFL++ marks each edge of some thousand states, in code that both sanitizers have grown: to
  # optimise that takes command.cpp 152 s of CPU; like this it takes 2.6 s.
  set(speed "")
  if(CMAKE_CXX_COMPILER MATCHES "/afl-[^/]*$")
    set(speed -O0)
  endif()
  file(GLOB grammars CONFIGURE_DEPENDS
    ${ragel_grammars}/*.rl ${ragel_grammars}/*/*.rl)
  foreach(source IN LISTS ARGN)
    get_filename_component(name ${source} NAME_WE)
    get_filename_component(source ${source} ABSOLUTE)
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    ragel_command(${generated} ${source} "${grammars}")
    target_sources(${target} PRIVATE ${generated})
    # Generated tables and gotos are not ours to warn about; the actions are one line each.
    set(quiet -Wno-conversion -Wno-sign-conversion -Wno-unused-const-variable
      -Wno-unused-variable -Wno-implicit-fallthrough -Wno-shadow ${speed})
    # What counts its transitions needs no count of its edges: they say the same, less exactly.
    cmake_path(IS_PREFIX ragel_grammars ${source} is_ours)
    if(HELOPORT_FUZZ AND HELOPORT_FUZZ_ENGINE STREQUAL "" AND is_ours)
      list(APPEND quiet -fno-sanitize=fuzzer-no-link)
    endif()
    set_source_files_properties(${generated} PROPERTIES COMPILE_OPTIONS "${quiet}")
  endforeach()
endfunction()

# ragel_sources(TARGET FILE.rl...): each FILE.rl becomes FILE.cpp in the build tree and a source
# of TARGET. Pure grammar files (no main machine) are only included by others: every generated
# file depends on all of them, so that editing a grammar rebuilds its parsers. A parser outside
# grammar/ (tests have one) includes the same pure files.
find_program(RAGEL ragel REQUIRED)
get_filename_component(ragel_grammars ${CMAKE_CURRENT_LIST_DIR}/../grammar ABSOLUTE)

function(ragel_sources target)
  file(GLOB grammars CONFIGURE_DEPENDS
    ${ragel_grammars}/*.rl ${ragel_grammars}/*/*.rl)
  foreach(source IN LISTS ARGN)
    get_filename_component(name ${source} NAME_WE)
    get_filename_component(source ${source} ABSOLUTE)
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    add_custom_command(
      OUTPUT ${generated}
      COMMAND ${RAGEL} -C -G2 -L -I ${ragel_grammars} -o ${generated}
        ${source}
      DEPENDS ${source} ${grammars}
      COMMENT "Ragel ${source}"
      VERBATIM)
    target_sources(${target} PRIVATE ${generated})
    # Generated tables and gotos are not ours to warn about; the actions are one line each.
    set(quiet -Wno-conversion -Wno-sign-conversion -Wno-unused-const-variable
      -Wno-unused-variable -Wno-implicit-fallthrough -Wno-shadow)
    set_source_files_properties(${generated} PROPERTIES COMPILE_OPTIONS "${quiet}")
  endforeach()
endfunction()

# ragel_sources(TARGET FILE.rl...): each FILE.rl becomes FILE.cpp in the build tree and a source
# of TARGET. Pure grammar files (no main machine) are only included by others: every generated
# file depends on all of them, so that editing a grammar rebuilds its parsers.
find_program(RAGEL ragel REQUIRED)

function(ragel_sources target)
  file(GLOB grammars CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/*.rl ${CMAKE_CURRENT_SOURCE_DIR}/*/*.rl)
  foreach(source IN LISTS ARGN)
    get_filename_component(name ${source} NAME_WE)
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    add_custom_command(
      OUTPUT ${generated}
      COMMAND ${RAGEL} -C -G2 -L -I ${CMAKE_CURRENT_SOURCE_DIR} -o ${generated}
        ${CMAKE_CURRENT_SOURCE_DIR}/${source}
      DEPENDS ${grammars}
      COMMENT "Ragel ${source}"
      VERBATIM)
    target_sources(${target} PRIVATE ${generated})
    # Generated tables and gotos are not ours to warn about; the actions are one line each.
    set(quiet -Wno-conversion -Wno-sign-conversion -Wno-unused-const-variable
      -Wno-unused-variable -Wno-implicit-fallthrough -Wno-shadow)
    set_source_files_properties(${generated} PROPERTIES COMPILE_OPTIONS "${quiet}")
  endforeach()
endfunction()

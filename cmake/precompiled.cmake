# Precompiled headers: what most files include is parsed once for a set of flags, not once a file.
# Only the presets that CI builds have them (docs/decisions/0065). They hold headers of other people
# alone, which nobody edits. That a file includes what it names all the same, tests/tidy shows. The
# engine and the grammar, which are installed, go without.
option(HELOPORT_PARSE_ONCE "Parse what many files include once, not once a file" OFF)

# With these settings ccache caches what is compiled with a precompiled header, and the header too;
# without them it would step aside.
if(HELOPORT_PARSE_ONCE AND CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  else()
    add_compile_options(-fpch-preprocess)
  endif()
endif()

# tests/tidy/include_checks.py knows them too.
set(heloport_common_headers
  <algorithm> <array> <chrono> <cstdint> <functional> <memory> <optional> <span> <string>
  <string_view> <utility> <variant> <vector>)

# heloport_precompiled(NAME [HEADER LIBRARY]): the common headers, and HEADER as whoever links
# LIBRARY sees it, parsed with the flags of the folder that calls this.
function(heloport_precompiled name)
  if(HELOPORT_PARSE_ONCE)
    add_library(${name} OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
    target_precompile_headers(${name} PRIVATE ${heloport_common_headers} ${ARGV1})
    target_link_libraries(${name} PRIVATE ${ARGV2})
  endif()
endfunction()

# heloport_use_precompiled(NAME TARGET...): every file of the targets begins with NAME. The flags of
# both must agree; the compiler says so if they do not, and a warning is an error.
function(heloport_use_precompiled name)
  if(HELOPORT_PARSE_ONCE)
    foreach(target IN LISTS ARGN)
      target_precompile_headers(${target} REUSE_FROM ${name})
    endforeach()
  endif()
endfunction()

# heloport_parse_anew(FILE...): files of the folder that calls this do without. With a precompiled
# header g++ 12 forgets that a warning stands in a header of others, and has a false alarm where it
# inlines the move of a std::string (-Warray-bounds). Without one it is silent, as it should be.
function(heloport_parse_anew)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set_source_files_properties(${ARGN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# embed_texts(TARGET NAME FILE...): the octets of each file become part of TARGET. NAME.cpp in the
# build tree defines, in the order given and with paths as given,
#   std::span<const heloport::conformance::EmbeddedText> heloport::conformance::NAME();
# which whoever uses it declares. A file that changes is embedded anew by the next build.
#
# The same file is the program that writes NAME.cpp: cmake -DLIST= -DFOLDER= -DNAME= -DOUTPUT= -P.
function(embed_texts target name)
  set(list ${CMAKE_CURRENT_BINARY_DIR}/${name}.files)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  list(JOIN ARGN "\n" lines)
  # Touched only when the list is another: else every configuration would embed anew.
  file(CONFIGURE OUTPUT ${list} CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DLIST=${list} -DFOLDER=${CMAKE_CURRENT_SOURCE_DIR} -DNAME=${name}
      -DOUTPUT=${output} -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    DEPENDS ${ARGN} ${list} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
    COMMENT "Embedding ${name}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# Every octet is written as \xHH: no quote, backslash, CR or semicolon of a text can then mean
# anything to CMake or to the compiler. A literal may be cut at any place, so it is, every 24.
function(literal_of path result)
  file(READ ${path} octets HEX)
  string(LENGTH "${octets}" digits)
  math(EXPR size "${digits} / 2")
  string(REPEAT "[0-9a-f]" 48 line)
  string(REGEX REPLACE "(${line})" "\\1\"\n    \"" octets "${octets}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" octets "${octets}")
  set(${result} "{\n    \"${octets}\", ${size}}" PARENT_SCOPE)
endfunction()

function(write_embedded list folder name output)
  file(STRINGS ${list} paths)
  set(rows "")
  foreach(path IN LISTS paths)
    literal_of(${folder}/${path} literal)
    string(APPEND rows "    {\"${path}\",\n    ${literal}},\n")
  endforeach()
  list(LENGTH paths count)
  file(WRITE ${output} "// Written by cmake/embed.cmake.
#include <array>
#include <span>

#include \"conformance/embedded_text.hpp\"

namespace heloport::conformance {
std::span<const EmbeddedText> ${name}();

namespace {
constexpr std::array<EmbeddedText, ${count}> texts{{
${rows}}};
}  // namespace

std::span<const EmbeddedText> ${name}() { return texts; }

}  // namespace heloport::conformance
")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  write_embedded(${LIST} ${FOLDER} ${NAME} ${OUTPUT})
endif()

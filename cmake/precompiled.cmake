# Precompiled headers: the standard library for every layer, with Dear ImGui for those that draw, with doctest for
# tests. They save a third of all compile time. What a file uses it still includes: a build with
# -DWORDSPACE_PRECOMPILED=OFF compiles without them, and would say what is missing.
# Not here: nlohmann-json, whose templates cost more to load than they save.

option(WORDSPACE_PRECOMPILED "Compile with precompiled headers" ON)

set(standard_headers <algorithm> <array> <atomic> <cmath> <cstdint> <cstring> <functional> <map> <memory> <numeric>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

# What the headers say on this machine: the standard library as the compiler reads it, and the two libraries.
if(WORDSPACE_PRECOMPILED AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  list(TRANSFORM standard_headers PREPEND "#include " OUTPUT_VARIABLE lines)
  list(JOIN lines "\n" lines)
  set(probe "${CMAKE_BINARY_DIR}/generated/standard_headers.cpp")
  file(CONFIGURE OUTPUT "${probe}" CONTENT "${lines}\n")
  execute_process(COMMAND "${CMAKE_CXX_COMPILER}" -std=c++20 -E -P "${probe}" OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(SHA256 sum "${text}")
  set(WORDSPACE_HEADERS_SUM "${CMAKE_CXX_COMPILER_VERSION} ${sum}")
  foreach(header "${IMGUI_DIR}/imgui.h" "${doctest_INCLUDE}/doctest/doctest.h")
    file(SHA256 "${header}" sum)
    string(APPEND WORDSPACE_HEADERS_SUM " ${sum}")
  endforeach()
endif()

# wordspace_precompiled(NAME LINKS target... HEADERS header... [OPTIONS option...])
#   An object library with nothing but the headers; layers compiled with the same options take them by
#   wordspace_take_precompiled.
function(wordspace_precompiled name)
  cmake_parse_arguments(ARG "" "" "LINKS;HEADERS;OPTIONS" ${ARGN})
  if(NOT WORDSPACE_PRECOMPILED)
    return()
  endif()
  set(target wordspace_headers_${name})
  set(empty "${CMAKE_BINARY_DIR}/generated/headers_${name}.cpp")
  file(CONFIGURE OUTPUT "${empty}" CONTENT "// Gives the precompiled headers '${name}' a target.\n")
  add_library(${target} OBJECT "${empty}")
  target_link_libraries(${target} PRIVATE wordspace_warnings ${ARG_LINKS})
  target_compile_options(${target} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # By content, not by time: an object from the cache is as good in another clone.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    string(SHA256 sum "${WORDSPACE_HEADERS_SUM} ${ARG_HEADERS} ${ARG_OPTIONS} ${CMAKE_BUILD_TYPE} ${WORDSPACE_SANITIZE}")
    file(WRITE "${CMAKE_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum" "${sum}\n")
  endif()
endfunction()

# wordspace_take_precompiled(TARGET NAME)
#   Clang gets the file by its own option and not by CMake's -Xclang: the compiler cache then takes its path as one
#   inside the project, the same in every clone.
function(wordspace_take_precompiled target name)
  if(NOT TARGET wordspace_headers_${name})
    return()
  endif()
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_precompile_headers(${target} REUSE_FROM wordspace_headers_${name})
    return()
  endif()
  set(compiled "${CMAKE_BINARY_DIR}/CMakeFiles/wordspace_headers_${name}.dir/cmake_pch.hxx.pch")
  target_compile_options(${target} PRIVATE "SHELL:-include-pch ${compiled}")
  get_target_property(sources ${target} SOURCES)
  set_source_files_properties(${sources} PROPERTIES OBJECT_DEPENDS "${compiled}")
endfunction()

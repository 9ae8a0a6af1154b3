# The language, warnings, optimisation, sanitizers and compiler cache of every build.
# Not here: flags that only the web has (emscripten.cmake), which layer gets which level (layers.cmake).

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

if(CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
  set(WORDSPACE_WEB ON)
else()
  set(WORDSPACE_WEB OFF)
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# -O1 keeps code under sanitizers quick enough for a training test; -g1 keeps line numbers and links fast.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -fno-omit-frame-pointer")
# The level is each target's own: -O3 where models compute, -O1 where labs draw (WORDSPACE_HOT, WORDSPACE_COLD).
set(CMAKE_CXX_FLAGS_RELEASE "-DNDEBUG")
set(WORDSPACE_HOT $<$<CONFIG:Release>:-O3>)
set(WORDSPACE_COLD $<$<CONFIG:Release>:-O1>)

# Messages and debug information name files from the project's root, so that clones share the cache.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(WORDSPACE_CCACHE ccache)
  if(WORDSPACE_CCACHE)
    # Precompiled headers differ from clone to clone by their paths: the cache knows them by the sums that
    # precompiled.cmake writes beside them.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
        CCACHE_SLOPPINESS=pch_defines,time_macros "${WORDSPACE_CCACHE}")
  endif()
endif()

add_library(wordspace_warnings INTERFACE)
target_compile_options(wordspace_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion $<$<BOOL:${WORDSPACE_WERROR}>:-Werror>)

if(WORDSPACE_WEB)
  add_compile_options(${WORDSPACE_WEB_COMPILE_FLAGS})
  add_link_options(${WORDSPACE_WEB_LINK_FLAGS})
else()
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  find_program(WORDSPACE_LLD NAMES ld.lld-19 ld.lld)
  if(WORDSPACE_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_link_options("--ld-path=${WORDSPACE_LLD}")
  endif()
  if(WORDSPACE_SANITIZE)
    add_compile_options(-fsanitize=${WORDSPACE_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${WORDSPACE_SANITIZE})
    if(WORDSPACE_SANITIZE MATCHES address AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      set(WORDSPACE_FUZZ -fsanitize-coverage=inline-8bit-counters,pc-table)
    endif()
  endif()
endif()

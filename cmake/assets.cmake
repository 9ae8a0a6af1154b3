# Files that the programs read at run time: fonts and corpora, made into WORDSPACE_ASSET_DIR.
# How each is made stands in fonts.cmake and corpora.cmake.
if(NOT DEFINED WORDSPACE_ASSET_DIR)
  set(WORDSPACE_ASSET_DIR "${CMAKE_BINARY_DIR}")
endif()
set(WORDSPACE_ASSET_TARGETS "")

# Debian's fontTools and brotli belong to its own Python, whatever python3 comes first on the PATH.
find_program(WORDSPACE_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(NOT WORDSPACE_PYTHON)
  find_program(WORDSPACE_PYTHON NAMES python3 REQUIRED NO_CMAKE_FIND_ROOT_PATH)
endif()

foreach(kind fonts corpora)
  if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/${kind}.cmake")
    include(${kind}) # appends to WORDSPACE_ASSET_TARGETS
  endif()
endforeach()

# The web build as a whole: each variant as a sub-build of the same sources, and the folder to serve, build/web.
# What a variant is stands in emscripten.cmake.
include(ExternalProject)
enable_testing()

set(WORDSPACE_WEB_DIR "${CMAKE_SOURCE_DIR}/build/web" CACHE PATH "The folder to serve")
set(WORDSPACE_TEST_VARIANTS "relaxed;simd" CACHE STRING "Variants whose tests are built and run under Node")
set(WORDSPACE_BUILD_VARIANTS "${WORDSPACE_VARIANTS}" CACHE STRING "Variants to build")
set(WORDSPACE_ASSET_DIR "${WORDSPACE_WEB_DIR}")
include(assets)

foreach(variant IN LISTS WORDSPACE_BUILD_VARIANTS)
  set(threads ON)
  if(variant STREQUAL "simd")
    set(threads OFF)
  endif()
  set(tests OFF)
  if(variant IN_LIST WORDSPACE_TEST_VARIANTS)
    set(tests ON)
  endif()
  set(binary_dir "${CMAKE_BINARY_DIR}/${variant}")
  ExternalProject_Add(variant_${variant}
    PREFIX "${CMAKE_BINARY_DIR}/external/${variant}"
    SOURCE_DIR "${CMAKE_SOURCE_DIR}"
    BINARY_DIR "${binary_dir}"
    CMAKE_GENERATOR Ninja
    CMAKE_ARGS
      "-DCMAKE_TOOLCHAIN_FILE=${CMAKE_SOURCE_DIR}/emscripten.cmake" -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
      -DWORDSPACE_VARIANT=${variant} -DWORDSPACE_THREADS=${threads} -DWORDSPACE_TESTS=${tests}
      -DWORDSPACE_WERROR=${WORDSPACE_WERROR} "-DWORDSPACE_WEB_DIR=${WORDSPACE_WEB_DIR}"
    BUILD_ALWAYS ON USES_TERMINAL_BUILD ON INSTALL_COMMAND "" TEST_COMMAND "")
  list(APPEND variant_targets variant_${variant})
  if(tests)
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${binary_dir}/CTestTestfile.cmake")
  endif()
endforeach()

# The page's own files, icons, the list of the release, a compressed twin of whatever is worth one; and beside the
# folder the one file that opens from a disk, build/wordspace.html.
add_custom_target(web_folder ALL
  COMMAND "${WORDSPACE_PYTHON}" "${CMAKE_SOURCE_DIR}/cmake/web_folder.py"
    --source "${CMAKE_SOURCE_DIR}" --out "${WORDSPACE_WEB_DIR}"
  DEPENDS ${variant_targets} ${WORDSPACE_ASSET_TARGETS}
  USES_TERMINAL VERBATIM)

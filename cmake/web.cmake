# What the web build makes beside the layers: the variants of the program and the folder to serve.
#   web_lab      build/web with all variants: what scripts/run needs
#   web_all      compressed, too, and build/wordspace.html, the one file that opens from a disk
#   web_release  the same linked by the optimiser and compressed at the highest level, in build/release
#   web_tests    the test programs for Node (layers.cmake)
# What a variant is stands in emscripten.cmake.
set(WORDSPACE_WEB_DIR "${CMAKE_SOURCE_DIR}/build/web" CACHE PATH "The folder to serve")
set(WORDSPACE_RELEASE_DIR "${CMAKE_SOURCE_DIR}/build/release" CACHE PATH "Where releases are made")
set(WORDSPACE_ASSET_DIR "${WORDSPACE_WEB_DIR}")
include(assets)

# What a program links besides its layers: with or without threads, and the kernels that its browsers know.
foreach(choice threads inline simd128 relaxed)
  add_library(wordspace_with_${choice} INTERFACE)
endforeach()
foreach(variant_and_choices "relaxed;threads;relaxed" "threads;threads;simd128" "simd;inline;simd128")
  list(POP_FRONT variant_and_choices variant)
  list(TRANSFORM variant_and_choices PREPEND wordspace_with_)
  add_library(wordspace_variant_${variant} INTERFACE)
  target_link_libraries(wordspace_variant_${variant} INTERFACE ${variant_and_choices})
endforeach()

# The program of each variant, once as it is worked on (linked in a second) and once as it is given away (the
# optimiser takes half a minute for a tenth less to download; the kernels are as fast).
function(wordspace_web_programs layer)
  foreach(variant IN LISTS WORDSPACE_VARIANTS)
    foreach(target_level_folder "lab_${variant};-O1;${WORDSPACE_WEB_DIR}"
        "release_${variant};-O3;${WORDSPACE_RELEASE_DIR}/web")
      list(GET target_level_folder 0 target)
      list(GET target_level_folder 1 level)
      list(GET target_level_folder 2 folder)
      add_executable(${target} EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/src/${layer}/main.cpp")
      wordspace_own(${target} PRIVATE)
      target_compile_options(${target} PRIVATE ${WORDSPACE_COLD})
      target_link_libraries(${target} PRIVATE wordspace_${layer} wordspace_variant_${variant})
      target_link_options(${target} PRIVATE ${level})
      wordspace_web_program(${target} ${variant})
      set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${folder}")
    endforeach()
  endforeach()

  # The page's own files, icons, the list of the release; what more is wanted stands in web_folder.py's options.
  set(folder_py COMMAND "${WORDSPACE_PYTHON}" "${CMAKE_SOURCE_DIR}/cmake/web_folder.py" --source "${CMAKE_SOURCE_DIR}")
  add_custom_target(web_lab ${folder_py} --out "${WORDSPACE_WEB_DIR}" --compress none
    DEPENDS lab_relaxed lab_threads lab_simd ${WORDSPACE_ASSET_TARGETS} USES_TERMINAL VERBATIM)
  add_custom_target(web_all ALL ${folder_py} --out "${WORDSPACE_WEB_DIR}" --compress quick
      --single "${CMAKE_SOURCE_DIR}/build/wordspace.html"
    DEPENDS lab_relaxed lab_threads lab_simd ${WORDSPACE_ASSET_TARGETS} USES_TERMINAL VERBATIM)
  add_custom_target(web_release ${folder_py} --out "${WORDSPACE_RELEASE_DIR}/web" --assets "${WORDSPACE_WEB_DIR}"
      --compress best --single "${WORDSPACE_RELEASE_DIR}/wordspace.html"
    DEPENDS release_relaxed release_threads release_simd ${WORDSPACE_ASSET_TARGETS} USES_TERMINAL VERBATIM)
endfunction()

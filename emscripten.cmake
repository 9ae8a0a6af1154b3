# Toolchain file of the web build, and every flag that only the web has: code generation, memory, threads, linking.
# It finds the Emscripten that scripts/setup chose; it knows nothing of layers.

if(NOT WORDSPACE_EMCC)
  set(emcc_note "$ENV{WORDSPACE_CACHE}/emcc.path")
  if(NOT EXISTS "${emcc_note}")
    set(emcc_note "$ENV{HOME}/.cache/wordspace/emcc.path")
    if(DEFINED ENV{XDG_CACHE_HOME})
      set(emcc_note "$ENV{XDG_CACHE_HOME}/wordspace/emcc.path")
    endif()
  endif()
  if(EXISTS "${emcc_note}")
    file(STRINGS "${emcc_note}" WORDSPACE_EMCC LIMIT_COUNT 1)
  else()
    find_program(WORDSPACE_EMCC emcc)
  endif()
endif()
if(NOT WORDSPACE_EMCC)
  message(FATAL_ERROR "Emscripten was not found; run scripts/setup")
endif()
get_filename_component(EMSCRIPTEN_ROOT_PATH "${WORDSPACE_EMCC}" DIRECTORY)
include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")

find_program(WORDSPACE_NODE NAMES node nodejs REQUIRED NO_CMAKE_FIND_ROOT_PATH)

# The three variants. Relaxed SIMD adds fused multiply-adds; threads need a cross-origin isolated page.
# Only the kernels write relaxed instructions: the rest of `relaxed` compiles as in `threads`, so that the
# compiler cache serves both.
set(WORDSPACE_VARIANTS relaxed threads simd)
if(WORDSPACE_VARIANT STREQUAL "relaxed")
  set(variant_flags -msimd128 -pthread)
  set(WORDSPACE_KERNEL_FLAGS -mrelaxed-simd)
elseif(WORDSPACE_VARIANT STREQUAL "threads")
  set(variant_flags -msimd128 -pthread)
elseif(WORDSPACE_VARIANT STREQUAL "simd")
  set(variant_flags -msimd128)
endif()

# Node 18 to 22 hide relaxed SIMD behind a flag that later ones no longer know.
set(WORDSPACE_NODE_FLAGS "")
if(WORDSPACE_VARIANT STREQUAL "relaxed")
  execute_process(COMMAND "${WORDSPACE_NODE}" --experimental-wasm-relaxed-simd -e 0
    RESULT_VARIABLE node_refuses OUTPUT_QUIET ERROR_QUIET)
  if(NOT node_refuses)
    set(WORDSPACE_NODE_FLAGS --experimental-wasm-relaxed-simd)
  endif()
endif()

set(web_compile_flags ${variant_flags} -fno-exceptions)
set(web_link_flags ${variant_flags} ${WORDSPACE_KERNEL_FLAGS} -fno-exceptions
  -sDYNAMIC_EXECUTION=0 # no eval, so that a strict content security policy holds
  -sSTACK_SIZE=1MB)
if("-pthread" IN_LIST variant_flags)
  # Shared memory that grows makes every access from JavaScript slow: fixed from the start.
  list(APPEND web_link_flags -sINITIAL_MEMORY=512MB -sALLOW_MEMORY_GROWTH=0 -sDEFAULT_PTHREAD_STACK_SIZE=1MB)
else()
  list(APPEND web_link_flags -sINITIAL_MEMORY=64MB -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=2GB)
endif()

# The program of the page: an ES module that boot.js imports.
function(wordspace_web_program target)
  target_link_options(${target} PRIVATE
    -sMODULARIZE=1 -sEXPORT_ES6=1 -sEXPORT_NAME=createWordspace
    -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
    -sEXPORTED_RUNTIME_METHODS=ccall,UTF8ToString,stringToUTF8,lengthBytesUTF8,stringToNewUTF8
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free)
  if("-pthread" IN_LIST variant_flags)
    target_link_options(${target} PRIVATE -sENVIRONMENT=web,worker
      "-sPTHREAD_POOL_SIZE=Math.max(1,Math.min(8,navigator.hardwareConcurrency))")
  else()
    target_link_options(${target} PRIVATE -sENVIRONMENT=web)
  endif()
  set_target_properties(${target} PROPERTIES OUTPUT_NAME "wordspace-${WORDSPACE_VARIANT}" SUFFIX .js)
  if(WORDSPACE_WEB_DIR)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${WORDSPACE_WEB_DIR}")
  endif()
endfunction()

# A test program under Node, with the machine's own files.
function(wordspace_web_test target)
  target_link_options(${target} PRIVATE -sNODERAWFS=1 -sEXIT_RUNTIME=1
    -sMAX_WEBGL_VERSION=2) # the map's GL calls are linked, never made
  if("-pthread" IN_LIST variant_flags)
    # main runs on a thread of its own, so that it may block while others are being made.
    target_link_options(${target} PRIVATE -sENVIRONMENT=node,worker -sPROXY_TO_PTHREAD=1)
  else()
    target_link_options(${target} PRIVATE -sENVIRONMENT=node)
  endif()
  set_target_properties(${target} PROPERTIES SUFFIX .cjs)
endfunction()

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

# Every object is compiled for shared memory, and a variant is how they are linked: without -pthread the same atomic
# instructions run on memory of one thread. (A thread_local variable would break there: check_layers refuses it.)
set(WORDSPACE_WEB_COMPILE_FLAGS -msimd128 -pthread -fno-exceptions)
set(WORDSPACE_WEB_LINK_FLAGS -msimd128 -fno-exceptions
  -sDYNAMIC_EXECUTION=0 # no eval, so that a strict content security policy holds
  -sSTACK_SIZE=1MB)

# The variants. Relaxed SIMD adds fused multiply-adds; threads need a cross-origin isolated page.
set(WORDSPACE_VARIANTS relaxed threads simd)
# Shared memory that grows makes every access from JavaScript slow: fixed from the start.
set(WORDSPACE_FLAGS_threads -pthread -sINITIAL_MEMORY=512MB -sALLOW_MEMORY_GROWTH=0 -sDEFAULT_PTHREAD_STACK_SIZE=1MB)
set(WORDSPACE_FLAGS_relaxed ${WORDSPACE_FLAGS_threads} -mrelaxed-simd)
set(WORDSPACE_FLAGS_simd -sINITIAL_MEMORY=64MB -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=2GB)

# Node 18 to 22 hide relaxed SIMD behind a flag that later ones no longer know.
set(WORDSPACE_NODE_FLAGS "")
execute_process(COMMAND "${WORDSPACE_NODE}" --experimental-wasm-relaxed-simd -e 0
  RESULT_VARIABLE node_refuses OUTPUT_QUIET ERROR_QUIET)
if(NOT node_refuses)
  set(WORDSPACE_NODE_FLAGS --experimental-wasm-relaxed-simd)
endif()

# wordspace_web_program(TARGET VARIANT): the program of the page, an ES module that boot.js imports.
function(wordspace_web_program target variant)
  target_link_options(${target} PRIVATE ${WORDSPACE_FLAGS_${variant}}
    -sMODULARIZE=1 -sEXPORT_ES6=1 -sEXPORT_NAME=createWordspace
    -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
    -sEXPORTED_RUNTIME_METHODS=ccall,UTF8ToString,stringToUTF8,lengthBytesUTF8,stringToNewUTF8
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free)
  if(variant STREQUAL "simd")
    target_link_options(${target} PRIVATE -sENVIRONMENT=web)
  else()
    target_link_options(${target} PRIVATE -sENVIRONMENT=web,worker
      "-sPTHREAD_POOL_SIZE=Math.max(1,Math.min(8,navigator.hardwareConcurrency))")
  endif()
  set_target_properties(${target} PROPERTIES OUTPUT_NAME "wordspace-${variant}" SUFFIX .js)
endfunction()

# wordspace_web_test(TARGET VARIANT): a program under Node, with the machine's own files.
function(wordspace_web_test target variant)
  target_link_libraries(${target} PRIVATE wordspace_variant_${variant})
  target_link_options(${target} PRIVATE ${WORDSPACE_FLAGS_${variant}} -O1 -sNODERAWFS=1 -sEXIT_RUNTIME=1
    -sMAX_WEBGL_VERSION=2) # the map's GL calls are linked, never made
  if(variant STREQUAL "simd")
    target_link_options(${target} PRIVATE -sENVIRONMENT=node)
  else()
    # main runs on a thread of its own, so that it may block while others are being made.
    target_link_options(${target} PRIVATE -sENVIRONMENT=node,worker -sPROXY_TO_PTHREAD=1)
  endif()
  set_target_properties(${target} PROPERTIES SUFFIX .cjs)
endfunction()

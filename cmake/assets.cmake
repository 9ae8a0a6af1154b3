# Files that the programs read at run time, in WORDSPACE_ASSET_DIR: fonts and corpora are made, natively lang/,
# tours/, shaders/, data/ and models/ are copied and lessons/ is written (web_folder.py does that for the web).
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

if(NOT WORDSPACE_WEB)
  foreach(folder web/lang web/tours shaders data data/models)
    set(pattern "${CMAKE_SOURCE_DIR}/${folder}/*")
    if(folder STREQUAL "data/models") # a folder a model; how they are made stays behind
      set(pattern "${CMAKE_SOURCE_DIR}/${folder}/*/config.json" "${CMAKE_SOURCE_DIR}/${folder}/*/model.safetensors"
        "${CMAKE_SOURCE_DIR}/${folder}/*/tokenizer.json")
    endif()
    file(GLOB files LIST_DIRECTORIES false CONFIGURE_DEPENDS ${pattern})
    get_filename_component(name "${folder}" NAME)
    foreach(file IN LISTS files)
      file(RELATIVE_PATH file_name "${CMAKE_SOURCE_DIR}/${folder}" "${file}")
      set(copy "${WORDSPACE_ASSET_DIR}/${name}/${file_name}")
      add_custom_command(OUTPUT "${copy}" COMMAND "${CMAKE_COMMAND}" -E copy "${file}" "${copy}"
        DEPENDS "${file}" COMMENT "Copying ${name}/${file_name}" VERBATIM)
      list(APPEND copies "${copy}")
    endforeach()
  endforeach()
  file(GLOB lessons CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/lessons/*")
  add_custom_command(OUTPUT "${WORDSPACE_ASSET_DIR}/lessons/index.en.html"
    COMMAND "${WORDSPACE_PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/lessons.py"
      --source "${CMAKE_SOURCE_DIR}" --out "${WORDSPACE_ASSET_DIR}/lessons"
    COMMAND "${CMAKE_COMMAND}" -E touch "${WORDSPACE_ASSET_DIR}/lessons/index.en.html"
    DEPENDS "${CMAKE_CURRENT_LIST_DIR}/lessons.py" ${lessons} "${CMAKE_SOURCE_DIR}/web/lang/en.json"
      "${CMAKE_SOURCE_DIR}/web/lang/vi.json" "${CMAKE_SOURCE_DIR}/src/labs/CMakeLists.txt"
    COMMENT "Writing the lesson sheets" VERBATIM)
  list(APPEND copies "${WORDSPACE_ASSET_DIR}/lessons/index.en.html")
  add_custom_target(asset_copies ALL DEPENDS ${copies})
  list(APPEND WORDSPACE_ASSET_TARGETS asset_copies)
endif()

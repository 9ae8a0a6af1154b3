# Generates text/unicode_tables.inc in the build folder and gives it to the layer `text`.
# The tables' meaning stands in cmake/unicode_tables.py.
find_program(WORDSPACE_TABLES_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(NOT WORDSPACE_TABLES_PYTHON)
  find_program(WORDSPACE_TABLES_PYTHON NAMES python3 REQUIRED NO_CMAKE_FIND_ROOT_PATH)
endif()
set(unicode_tables "${CMAKE_BINARY_DIR}/generated/text/unicode_tables.inc")
add_custom_command(
  OUTPUT "${unicode_tables}"
  COMMAND "${WORDSPACE_TABLES_PYTHON}" -B "${CMAKE_SOURCE_DIR}/cmake/unicode_tables.py" "${unicode_tables}"
  DEPENDS "${CMAKE_SOURCE_DIR}/cmake/unicode_tables.py" "${CMAKE_SOURCE_DIR}/cmake/tokenizer_classes.txt"
  COMMENT "Writing Unicode tables"
  VERBATIM)
target_sources(wordspace_text PRIVATE "${unicode_tables}")
target_include_directories(wordspace_text PRIVATE "${CMAKE_BINARY_DIR}/generated")

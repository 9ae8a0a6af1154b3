# The target `fonts`: the lab's five faces, subset to what it writes, in WORDSPACE_ASSET_DIR/fonts.
# Which letters and icons stay stands in subset_fonts.py and icons.txt.
set(fonts_out "${WORDSPACE_ASSET_DIR}/fonts")
add_custom_command(
  OUTPUT "${fonts_out}/be-vietnam-pro-regular.ttf" "${fonts_out}/be-vietnam-pro-semibold.ttf"
         "${fonts_out}/dejavu-sans.ttf" "${fonts_out}/jetbrains-mono.ttf" "${fonts_out}/codicon.ttf"
  COMMAND "${WORDSPACE_PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/subset_fonts.py"
    --node-modules "${CMAKE_SOURCE_DIR}/node_modules" --icons "${CMAKE_CURRENT_LIST_DIR}/icons.txt"
    --out "${fonts_out}"
  DEPENDS "${CMAKE_CURRENT_LIST_DIR}/subset_fonts.py" "${CMAKE_CURRENT_LIST_DIR}/icons.txt"
    "${CMAKE_SOURCE_DIR}/package-lock.json"
  COMMENT "Subsetting the fonts"
  VERBATIM)
add_custom_target(fonts ALL DEPENDS "${fonts_out}/codicon.ttf")
list(APPEND WORDSPACE_ASSET_TARGETS fonts)

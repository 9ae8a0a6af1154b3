# What `cmake --install` copies and what `cpack -G DEB` packs: both programs, their files, the web lab, the desktop
# entry. It builds nothing: what a build has not made (the web lab) is left out.
set(share share/wordspace)

install(TARGETS wordspace wordspace-lab RUNTIME DESTINATION bin)
foreach(folder lang fonts shaders data corpora models lessons tours)
  install(DIRECTORY "${WORDSPACE_ASSET_DIR}/${folder}" DESTINATION ${share} OPTIONAL
    PATTERN "*.tmp" EXCLUDE PATTERN "NOTICES.txt" EXCLUDE)
endforeach()
# The web lab by itself: the folder that `wordspace serve` finds, with its compressed twins, and the one file that opens
# from a disk, for a teacher's stick. A build for release packs the release's (scripts/release makes it first).
if(WORDSPACE_SANITIZE)
  set(installed_web "${CMAKE_SOURCE_DIR}/build")
else()
  set(installed_web "${CMAKE_SOURCE_DIR}/build/release")
endif()
set(WORDSPACE_WEB_DIR "${installed_web}/web" CACHE PATH "The built web lab, installed when it is there")
install(DIRECTORY "${WORDSPACE_WEB_DIR}/" DESTINATION ${share}/web OPTIONAL PATTERN "*.tmp" EXCLUDE)
install(FILES "${installed_web}/wordspace.html" DESTINATION ${share} OPTIONAL)
foreach(file LICENSE NOTICES.md)
  install(FILES "${CMAKE_SOURCE_DIR}/${file}" DESTINATION share/doc/wordspace)
endforeach()

install(FILES "${CMAKE_CURRENT_LIST_DIR}/wordspace.desktop" DESTINATION share/applications)
install(FILES "${CMAKE_SOURCE_DIR}/web/icon.svg" DESTINATION share/icons/hicolor/scalable/apps RENAME wordspace.svg)
foreach(size 192 512)
  set(icon "${WORDSPACE_WEB_DIR}/icons/icon-${size}.png")
  install(FILES "${icon}" DESTINATION share/icons/hicolor/${size}x${size}/apps RENAME wordspace.png OPTIONAL)
endforeach()

# Licences of what is not ours: the texts, and the faces.
set(doc share/doc/wordspace)
install(FILES "${WORDSPACE_CORPORA_DIR}/NOTICES.txt" DESTINATION ${doc} RENAME corpora.txt OPTIONAL)
foreach(face_and_file
    "be-vietnam-pro|${CMAKE_SOURCE_DIR}/node_modules/@expo-google-fonts/be-vietnam-pro/LICENSE"
    "be-vietnam-pro|${CMAKE_SOURCE_DIR}/node_modules/@expo-google-fonts/be-vietnam-pro/LICENSE_FONT"
    "codicon|${CMAKE_SOURCE_DIR}/node_modules/@vscode/codicons/LICENSE"
    "dejavu-sans|/usr/share/doc/fonts-dejavu-core/copyright"
    "jetbrains-mono|/usr/share/doc/fonts-jetbrains-mono/copyright")
  string(REPLACE "|" ";" parts "${face_and_file}")
  list(GET parts 0 face)
  list(GET parts 1 file)
  get_filename_component(name "${file}" NAME)
  install(FILES "${file}" DESTINATION ${doc}/fonts RENAME "${face}-${name}.txt" OPTIONAL)
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME wordspace)
set(CPACK_PACKAGE_VENDOR Wordspace)
set(CPACK_PACKAGE_CONTACT "Wordspace <root@localhost>") # whoever builds the package answers for it
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Laboratory of word vectors and small language models")
set(CPACK_PACKAGE_DESCRIPTION "Trains Word2Vec, GloVe, GPT and BERT in front of a learner, in a window,
in a browser or from a shell. Holds the desktop program, the command, the
web lab for a classroom and the texts that they learn from. English and
Vietnamese.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Opened while running, which no linker tells: the context, and a renderer for a machine without a graphics card.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libegl1, libgl1-mesa-dri")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "zenity | kdialog")
include(CPack)

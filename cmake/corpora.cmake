# The target `corpora`: packs the built-in texts into build/corpora, once for all presets.
# It downloads nothing (scripts/fetch_corpora does); packages that are not there are named and left out.

find_package(Python3 REQUIRED COMPONENTS Interpreter)

set(WORDSPACE_CORPORA_DIR "${CMAKE_SOURCE_DIR}/build/corpora" CACHE PATH "Where the packed corpora are kept")

if(NOT WORDSPACE_PACKAGES_DIR)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(packages_dir "$ENV{XDG_CACHE_HOME}/wordspace/packages")
  else()
    set(packages_dir "$ENV{HOME}/.cache/wordspace/packages")
  endif()
  set(WORDSPACE_PACKAGES_DIR "${packages_dir}" CACHE PATH "Where scripts/fetch_corpora keeps the packages")
endif()

# A package that appears later is a reason to pack again.
file(GLOB corpora_packages CONFIGURE_DEPENDS "${WORDSPACE_PACKAGES_DIR}/*.deb")

add_custom_command(
  OUTPUT "${WORDSPACE_CORPORA_DIR}/corpora.json"
  COMMAND "${Python3_EXECUTABLE}" -B "${CMAKE_SOURCE_DIR}/cmake/pack_corpora.py"
          --packages "${WORDSPACE_PACKAGES_DIR}" --out "${WORDSPACE_CORPORA_DIR}"
  DEPENDS "${CMAKE_SOURCE_DIR}/cmake/pack_corpora.py"
          "${CMAKE_SOURCE_DIR}/cmake/corpora_sources.py"
          "${CMAKE_SOURCE_DIR}/cmake/corpora_packages.py"
          ${corpora_packages}
  COMMENT "Packing the corpora"
  VERBATIM)

add_custom_target(corpora ALL DEPENDS "${WORDSPACE_CORPORA_DIR}/corpora.json")

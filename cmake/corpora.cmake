# The target `corpora`: packs the built-in texts into build/corpora, once for all presets, and copies them
# beside the programs. It downloads nothing (scripts/fetch_corpora does); missing packages are named and left out.

set(WORDSPACE_CORPORA_DIR "${CMAKE_SOURCE_DIR}/build/corpora" CACHE PATH "Where the packed corpora are kept")

if(NOT DEFINED WORDSPACE_CACHE)
  if(DEFINED ENV{WORDSPACE_CACHE})
    set(WORDSPACE_CACHE "$ENV{WORDSPACE_CACHE}")
  elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(WORDSPACE_CACHE "$ENV{XDG_CACHE_HOME}/wordspace")
  else()
    set(WORDSPACE_CACHE "$ENV{HOME}/.cache/wordspace")
  endif()
endif()

# A package that appears later is a reason to pack again.
set(corpora_packages_dir "${WORDSPACE_CACHE}/packages")
file(GLOB corpora_packages CONFIGURE_DEPENDS "${corpora_packages_dir}/*.deb")

add_custom_command(
  OUTPUT "${WORDSPACE_CORPORA_DIR}/corpora.json"
  COMMAND "${WORDSPACE_PYTHON}" -B "${CMAKE_SOURCE_DIR}/cmake/pack_corpora.py"
          --packages "${corpora_packages_dir}" --out "${WORDSPACE_CORPORA_DIR}"
  DEPENDS "${CMAKE_SOURCE_DIR}/cmake/pack_corpora.py"
          "${CMAKE_SOURCE_DIR}/cmake/corpora_sources.py"
          "${CMAKE_SOURCE_DIR}/cmake/corpora_packages.py"
          ${corpora_packages}
  COMMENT "Packing the corpora"
  VERBATIM)

set(corpora_ready "${WORDSPACE_CORPORA_DIR}/corpora.json")
if(NOT "${WORDSPACE_ASSET_DIR}/corpora" STREQUAL "${WORDSPACE_CORPORA_DIR}")
  set(corpora_ready "${WORDSPACE_ASSET_DIR}/corpora/corpora.json")
  add_custom_command(
    OUTPUT "${corpora_ready}"
    COMMAND "${CMAKE_COMMAND}" -E copy_directory "${WORDSPACE_CORPORA_DIR}" "${WORDSPACE_ASSET_DIR}/corpora"
    DEPENDS "${WORDSPACE_CORPORA_DIR}/corpora.json"
    COMMENT "Copying the corpora"
    VERBATIM)
endif()

add_custom_target(corpora ALL DEPENDS "${corpora_ready}")
list(APPEND WORDSPACE_ASSET_TARGETS corpora)

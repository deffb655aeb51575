# Everything that is not ours: OpenMP, {fmt}, oneDNN, Python and nanobind, and LLVM for the code generator.
# Python comes from $DUET_VENV, else from .venv at the root; oneDNN and nanobind from the same environment.
if(NOT Python_EXECUTABLE AND NOT SKBUILD)
  foreach(venv IN ITEMS "$ENV{DUET_VENV}" "${PROJECT_SOURCE_DIR}/.venv")
    if(NOT Python_EXECUTABLE AND EXISTS "${venv}/bin/python")
      set(Python_EXECUTABLE "${venv}/bin/python" CACHE FILEPATH "Python of the build")
    endif()
  endforeach()
endif()
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module NumPy)
execute_process(
  COMMAND ${Python_EXECUTABLE} -m nanobind --cmake_dir
  OUTPUT_VARIABLE nanobind_ROOT
  OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY
)
find_package(nanobind CONFIG REQUIRED)

find_package(OpenMP REQUIRED COMPONENTS CXX)
if(DUET_BUNDLE_OPENMP)
  # libduet.so is loaded before oneDNN's own libraries are looked for, so both get this copy.
  execute_process(
    COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.so.1
    OUTPUT_VARIABLE DUET_LIBGOMP
    OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY
  )
  file(REAL_PATH ${DUET_LIBGOMP} DUET_LIBGOMP)
  install(FILES ${DUET_LIBGOMP} DESTINATION mindspore/lib RENAME libgomp.so.1)
endif()

# {fmt}: Debian ships the shared library only, which a wheel cannot count on. Its implementation is compiled here, once.
find_path(DUET_FMT_INCLUDE fmt/format-inl.h REQUIRED)
add_library(duet_fmt STATIC ${PROJECT_SOURCE_DIR}/cmake/fmt.cpp)
set_target_properties(duet_fmt PROPERTIES CXX_VISIBILITY_PRESET hidden)
target_include_directories(duet_fmt SYSTEM PUBLIC ${DUET_FMT_INCLUDE})

# oneDNN 3: the PyPI packages put it beside Python's own lib/; any other that CMake finds will do.
cmake_path(SET dnnl_prefix NORMALIZE "${nanobind_ROOT}/../../../../..")
find_package(dnnl 3 CONFIG REQUIRED HINTS ${dnnl_prefix})
add_library(duet_dnnl INTERFACE)
target_link_libraries(duet_dnnl INTERFACE DNNL::dnnl)
get_target_property(dnnl_type DNNL::dnnl TYPE)
if(dnnl_type STREQUAL "SHARED_LIBRARY")
  # Our copy stands beside libduet.so, in the source tree as in the wheel.
  file(MAKE_DIRECTORY ${DUET_LIB_DIR})
  add_custom_command(
    OUTPUT ${DUET_LIB_DIR}/libdnnl.so.3
    COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:DNNL::dnnl> ${DUET_LIB_DIR}/libdnnl.so.3
    COMMENT "Copying oneDNN"
    VERBATIM
  )
  add_custom_target(duet_dnnl_copy DEPENDS ${DUET_LIB_DIR}/libdnnl.so.3)
  add_dependencies(duet_dnnl duet_dnnl_copy)
  install(FILES ${DUET_LIB_DIR}/libdnnl.so.3 DESTINATION mindspore/lib)
endif()

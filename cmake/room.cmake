# From a folder of `src/` to a target.
#
# duet_room(NAME [EXCLUDE subfolder] [LINK libraries])
#     An object library of src/NAME/**/*.cpp. It may use every room declared before it. A room without sources is fine.
# duet_library(NAME ROOMS rooms...)             a shared library of rooms
# duet_codegen_library(NAME FROM subfolder)     the shared library that holds LLVM
# duet_python_module(NAME FROM room)            the extension module
set(DUET_ROOMS_SO_FAR "" CACHE INTERNAL "")

function(duet_sources result folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  set(${result} ${sources} PARENT_SCOPE)
endfunction()

function(duet_room name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "EXCLUDE" "LINK")
  duet_sources(sources ${name})
  if(ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "/src/${name}/${ARG_EXCLUDE}/")
  endif()
  if(sources)
    add_library(room_${name} OBJECT ${sources})
    set(scope PUBLIC)
  else()
    add_library(room_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  # What a room links, higher rooms see through `room_<name>_uses`; objects are collected by duet_library alone.
  add_library(room_${name}_uses INTERFACE)
  target_link_libraries(room_${name}_uses INTERFACE duet_options ${ARG_LINK})
  foreach(lower IN LISTS DUET_ROOMS_SO_FAR)
    target_link_libraries(room_${name}_uses INTERFACE room_${lower}_uses)
  endforeach()
  target_link_libraries(room_${name} ${scope} room_${name}_uses)
  if(name STREQUAL "base" AND sources)
    set_source_files_properties(
      ${PROJECT_SOURCE_DIR}/src/base/version.cpp
      PROPERTIES COMPILE_DEFINITIONS DUET_VERSION="${PROJECT_VERSION}"
    )
  endif()
  set(DUET_ROOMS_SO_FAR ${DUET_ROOMS_SO_FAR} ${name} CACHE INTERNAL "")
endfunction()

function(duet_room_objects result)
  set(objects "")
  foreach(room IN LISTS ARGN)
    get_target_property(type room_${room} TYPE)
    if(type STREQUAL "OBJECT_LIBRARY")
      list(APPEND objects $<TARGET_OBJECTS:room_${room}>)
    endif()
  endforeach()
  set(${result} ${objects} PARENT_SCOPE)
endfunction()

# What a shared library shows is decided here and not by a macro in every header: a version script.
function(duet_exports target script)
  set(path ${PROJECT_SOURCE_DIR}/cmake/${script})
  target_link_options(${target} PRIVATE -Wl,--version-script=${path})
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${path})
endfunction()

function(duet_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "ROOMS")
  duet_room_objects(objects ${ARG_ROOMS})
  add_library(${name} SHARED ${objects})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(${name} PUBLIC room_${room}_uses)
  endforeach()
  duet_exports(${name} libduet.map)
  target_link_options(${name} PRIVATE -Wl,-Bsymbolic-functions -Wl,-z,defs)
  set_target_properties(
    ${name}
    PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${DUET_LIB_DIR} INSTALL_RPATH "$ORIGIN"
  )
  install(TARGETS ${name} LIBRARY DESTINATION mindspore/lib)
endfunction()

function(duet_codegen_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "FROM" "")
  duet_sources(sources ${ARG_FROM})
  if(NOT sources)
    return()
  endif()
  include(llvm)
  add_library(${name} SHARED ${sources})
  target_link_libraries(${name} PRIVATE duet duet_llvm)
  target_compile_options(${name} PRIVATE -fvisibility=hidden)
  target_link_options(${name} PRIVATE -Wl,--exclude-libs,ALL -Wl,-z,defs)
  set_target_properties(
    ${name}
    PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${DUET_LIB_DIR} INSTALL_RPATH "$ORIGIN"
  )
  install(TARGETS ${name} LIBRARY DESTINATION mindspore/lib)
endfunction()

function(duet_python_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "FROM" "")
  duet_sources(sources ${ARG_FROM})
  duet_room_objects(frontend frontend)
  # NOMINSIZE: nanobind's default is -Os, and this is the path of every eager call.
  nanobind_add_module(${name} NB_STATIC NB_DOMAIN duet NOMINSIZE NOSTRIP ${sources} ${frontend})
  target_link_libraries(${name} PRIVATE duet room_frontend_uses Python::NumPy)
  target_compile_options(${name} PRIVATE -fvisibility=hidden)
  set_target_properties(
    ${name}
    PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${DUET_PACKAGE_DIR} INSTALL_RPATH "$ORIGIN/lib"
  )
  install(TARGETS ${name} LIBRARY DESTINATION mindspore)
endfunction()

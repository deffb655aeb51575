# How every C++ file of ours is compiled: the interface target `duet_options`. Third-party code that we only link does not
# get these flags.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)

# Clones in different folders share the compiler cache: paths inside a clone are taken relative to it.
find_program(DUET_CCACHE ccache)
if(DUET_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(
    CMAKE_CXX_COMPILER_LAUNCHER
    env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
    CCACHE_NOHASHDIR=1
    ${DUET_CCACHE}
  )
endif()
find_program(DUET_MOLD mold)
if(DUET_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(duet_options INTERFACE)
target_include_directories(duet_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(
  duet_options
  INTERFACE
    -Wall
    -Wextra
    -Werror
    -Wno-restrict # GCC 12 warns about std::string's own operator+ (its bug 105651)
    -march=x86-64-v3
    -ffp-contract=off
    -fno-semantic-interposition
    -fvisibility-inlines-hidden
    -ffunction-sections
    -fdata-sections
)
target_link_options(duet_options INTERFACE -Wl,--gc-sections)

if(DUET_SANITIZE)
  target_compile_options(
    duet_options
    INTERFACE
      -fsanitize=${DUET_SANITIZE}
      -fno-omit-frame-pointer
      -fno-sanitize-recover=all
      -Wno-maybe-uninitialized # GCC's flow analysis is confused by the instrumentation
  )
  if(DUET_SANITIZE MATCHES undefined)
    # With these GCC takes a function's address for no constant, and operator records do not compile. A null pointer that is
    # followed ends in the address sanitizer all the same.
    target_compile_options(
      duet_options
      INTERFACE -fno-sanitize=null,nonnull-attribute,returns-nonnull-attribute
    )
  endif()
  add_link_options(-fsanitize=${DUET_SANITIZE})
endif()

# Libraries go where `import mindspore` finds them: the package of the source tree, or a copy of its layout.
if(DUET_IN_TREE)
  set(DUET_PACKAGE_DIR ${PROJECT_SOURCE_DIR}/mindspore)
else()
  set(DUET_PACKAGE_DIR ${PROJECT_BINARY_DIR}/mindspore)
endif()
set(DUET_LIB_DIR ${DUET_PACKAGE_DIR}/lib)

# LLVM 19 for the code generator: the static libraries of the X86 back end, as the interface target `duet_llvm`.
# zlib and zstd, which LLVM's object-file support uses, are linked statically too, so that a wheel needs neither.
find_package(LLVM 19.1 CONFIG REQUIRED HINTS /usr/lib/llvm-19)
llvm_map_components_to_libnames(
  llvm_libs
  core
  support
  target
  mc
  analysis
  codegen
  x86codegen
  x86desc
  x86info
)
# Debian's LLVMSupport names shared libraries; z3 is for a solver that nothing of ours uses.
find_library(DUET_ZLIB libz.a REQUIRED)
find_library(DUET_ZSTD libzstd.a REQUIRED)
set_target_properties(
  LLVMSupport
  PROPERTIES INTERFACE_LINK_LIBRARIES "rt;dl;m;${DUET_ZLIB};${DUET_ZSTD};LLVMDemangle"
)
add_library(duet_llvm INTERFACE)
target_include_directories(duet_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(duet_llvm INTERFACE ${llvm_libs})
target_link_options(duet_llvm INTERFACE -Wl,--as-needed)

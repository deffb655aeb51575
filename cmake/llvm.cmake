# LLVM 19 for the code generator: the static libraries of the X86 back end, as the interface target `duet_llvm`.
# zlib and zstd, which LLVM's object-file support uses, are linked statically too; z3 and libxml2 are not needed by what we
# use and are dropped by --as-needed.
find_package(LLVM 19 CONFIG REQUIRED HINTS /usr/lib/llvm-19)
llvm_map_components_to_libnames(llvm_libs core support target mc analysis codegen x86codegen x86desc x86info)
add_library(duet_llvm INTERFACE)
target_include_directories(duet_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(duet_llvm INTERFACE ${llvm_libs})
target_link_options(duet_llvm INTERFACE -Wl,--as-needed)

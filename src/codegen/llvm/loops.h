// The loops of a kernel around its body: blocks of `width` elements, some interleaved instruction
// by instruction; a main loop without masks and a tail loop of one masked block. See
// codegen/kernel.h for what each form must do.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <memory>

#include "codegen/kernel.h"

namespace duet {

/// The name of the function that `build_kernel` makes.
inline constexpr char kKernelName[] = "kernel";

std::unique_ptr<llvm::Module> build_kernel(llvm::LLVMContext& context, const KernelSpec& spec,
                                           int width);

}  // namespace duet

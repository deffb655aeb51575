// From the arguments of a call to its Signature, in one pass without the interpreter.
//
// Tensors count by dtype and shape, numbers by type, text and None by value, exact tuples, lists
// and dicts by what is in them, ms.mutable marks too; all else by identity.
#pragma once

#include "frontend/evaluate/boundary/compiled.h"

namespace duet::frontend {

/// The arguments of a vectorcall.
struct CallArguments {
  PyObject* const* args = nullptr;
  size_t count = 0;           // by position
  PyObject* names = nullptr;  // a tuple of str, or null
};

/// Appends to `signature.key`, and fills in the rest. False: the arguments are nested so deep (or
/// hold themselves) that no signature says what they are.
bool sign(const CallArguments& arguments, Signature& signature);

/// A Signature whose memory is used again by the next call.
class SignatureLease {
 public:
  SignatureLease();
  ~SignatureLease();
  SignatureLease(const SignatureLease&) = delete;
  SignatureLease& operator=(const SignatureLease&) = delete;
  Signature& operator*() const { return *signature_; }
  Signature* operator->() const { return signature_.get(); }

 private:
  std::unique_ptr<Signature> signature_;
};

/// The types that ms.mutable gives: tuple, list, dict, int, float, in this order.
void set_mutable_types(PyObject* tuple_of_types);

}  // namespace duet::frontend

// The core language: what Python's tree is desugared to. Plain data, no Python.h.
//
// A Code is one function, lambda, comprehension, class body or module. Its body is a Block: a list
// of Steps in evaluation order that work on an operand stack, as in "push x, push y, binary +".
// Control flow is structured: a Step refers to other Blocks, there are no jumps. So a run-time `if`
// can evaluate both of its blocks and join them. A Step carries the span of the expression or
// statement that it does the main work of (a call's span is the whole call expression).
#pragma once

#include <complex>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"

namespace duet::syntax {

/// Lines count from 1, columns from 0 in UTF-8 bytes, as Python's ast counts them.
struct Span {
  int line = 0, column = 0, end_line = 0, end_column = 0;
};

/// Where a variable lives. Decided once per Code and name, by Python's rules.
enum class Scope : uint8_t {
  kLocal,
  kCell,       // local, and captured by an inner function
  kFree,       // captured from an outer function
  kGlobal,     // global or built-in
  kName,       // in a class body or module: the namespace first, then global, then built-in
  kClassFree,  // in a class body: the namespace first, then the captured cell
};

struct Variable {
  std::string name;  // mangled
  Scope scope;
};

/// A literal. Big integers as text: decimal, or from 0x where that would be too long for Python.
struct BigInt {
  std::string digits;
  friend bool operator==(const BigInt&, const BigInt&) = default;
};
struct Bytes {
  std::string data;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};
struct NoneLiteral {
  friend bool operator==(NoneLiteral, NoneLiteral) = default;
};
struct EllipsisLiteral {
  friend bool operator==(EllipsisLiteral, EllipsisLiteral) = default;
};
/// std::string is text in UTF-8 (surrogates passed through). Names = a tuple of str (keywords).
using Constant = std::variant<NoneLiteral, EllipsisLiteral, bool, int64_t, BigInt, double,
                              std::complex<double>, std::string, Bytes, std::vector<std::string>>;

enum class UnaryOp : uint8_t { kPositive, kNegative, kInvert, kNot };
enum class BinaryOp : uint8_t {
  kAdd,
  kSub,
  kMul,
  kMatMul,
  kDiv,
  kFloorDiv,
  kMod,
  kPow,
  kLeftShift,
  kRightShift,
  kAnd,
  kOr,
  kXor
};
enum class CompareOp : uint8_t {
  kLess,
  kLessEqual,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kIs,
  kIsNot,
  kIn,
  kNotIn
};

/// In the comments: a, b, c are the Step's operands; [x y -> z] what it does to the stack (top
/// last).
enum class Form : uint8_t {
  // Stack and variables
  kConstant,  // a: constant                          [-> value]
  kLoad,      // a: variable                          [-> value]
  kStore,     // a: variable                          [value ->]
  kDelete,    // a: variable                          [->]
  kDrop,      //                                      [value ->]
  kCopy,      // a: n-th from the top, 1 = top        [-> value]
  kSwap,      // a: exchange the top with the n-th (2 = the one below)
  kRotate,    // a: n; the top goes below the n-1 others
  kLoadCell,  // a: variable (kCell or kFree)             [-> the cell object itself]; in class
              // bodies that a method refers to as __class__, to be stored as __classcell__
  // Making
  kTuple,
  kList,
  kSet,          // a: how many                      [items... -> value]
  kDict,         // a: how many pairs                    [k v k v ... -> dict]
  kAppend,       // a: list or set at n-th below the item  [item ->]   (adds to a list or set)
  kExtend,       // a: as kAppend; `*items` into a list or set display  [iterable ->]
  kListToTuple,  //                                      [list -> tuple]
  kInsert,       // a: dict at n-th below the pair       [key value ->]
  kUpdate,  // a: dict at n-th below; `**mapping`; b = 1: of a call (duplicates refused)  [mapping
            // ->]
  kSlice,   // a: 2 or 3                            [start stop (step) -> slice]
  kFormat,  // a: conversion 0 's' 'r' 'a', b: 1 if a format spec is on the stack
            //                                      [value (spec) -> str]
  kJoin,    // a: how many                          [strings... -> str]
  // Access
  kAttribute,        // a: name                              [object -> value]
  kSetAttribute,     // a: name                              [value object ->]
  kDeleteAttribute,  // a: name                              [object ->]
  kItem,             //                                      [object key -> value]
  kSetItem,          //                                      [value object key ->]
  kDeleteItem,       //                                      [object key ->]
  // Operators
  kUnary,    // a: UnaryOp
  kBinary,   // a: BinaryOp                          [x y -> z]
  kInPlace,  // a: BinaryOp                          [x y -> z]
  kCompare,  // a: CompareOp                         [x y -> z]
  // Calls and definitions
  kCall,      // a: positional, b: keyword names constant or -1   [callee pos... kw... -> value]
  kCallStar,  // b: 1 if a dict is there              [callee args-tuple-or-list (dict) -> value]
  kFunction,  // a: child code; b: bits 1 defaults tuple, 2 keyword defaults dict, 4 annotations
              // dict
  //                                      [(defaults) (kwdefaults) (annotations) -> function]
  kClass,       // a: child code, b: name constant      [bases-tuple-or-list keywords-dict -> class]
  kImport,      // a: dotted-name constant, b: from-names constant or -1, c: level   [-> module]
  kImportFrom,  // a: name                              [module -> module value]
  kImportStar,  //                                      [module ->]
  // Unpacking
  kUnpack,  // a: n                                 [iterable -> item_n ... item_1] (first on top)
  kUnpackStar,  // a: before, b: after                  [iterable -> after... list before...] (first
                // on top)
  kIterator,    //                                      [iterable -> iterator]
  // Control. Blocks leave the stack as they found it, save what is said.
  kIf,       // a: then block, b: else block or -1   [condition ->]; both leave equally much
  kBoolean,  // a: block of the right operand, b: 0 `and`, 1 `or`   [left -> value]; the block
             //   runs with `left` dropped and leaves one value
  kWhile,    // a: condition block (leaves one value), b: body, c: else block or -1
  kFor,  // a: body (finds the item on the stack and takes it), b: else block or -1 [iterator ->]
  kBreak,
  kContinue,
  kReturn,          //                                      [value ->]
  kTry,             // a: index into Code::tries
  kWith,            // a: body (finds what __enter__ gave on the stack and takes it)   [manager ->]
  kRaise,           // a: 0, 1 (exception), 2 (exception cause)
  kAssertionError,  //                                      [-> AssertionError] (the built-in, not a
                    //                                      name)
  kYield,           //                                      [value -> sent]
  kYieldFrom,       //                                      [iterator -> result]
  kAwait,           //                                      [awaitable -> result]
  // Patterns (match). The subject stays; each pushes a bool or parts.
  kMatchSequence,  // is it a sequence pattern's subject   [subject -> subject bool]
  kMatchMapping,   //                                      [subject -> subject bool]
  kMatchLength,    // a: length, b: 1 at least             [subject -> subject bool]
  kLength,         // len(subject), for items counted from the end  [subject -> subject length]
  kMatchKeys,      // [subject keys-tuple -> subject keys values-or-None]
  kMatchClass,     // a: positional count, b: keyword names constant   [subject class ->
                   // attributes-tuple-or-None]
  kAnnotation,  // a: name; in class bodies and modules: __annotations__[name] = value  [value ->]
};

struct Step {
  Form form;
  int32_t a = 0, b = 0, c = 0;
  Span span;
};

using Block = std::vector<Step>;

struct Handler {
  int type = -1;      // a block that leaves the type(s); -1: catches all
  int variable = -1;  // deleted behind the body, as in Python
  int body = 0;
  bool star = false;  // except*
  Span span;
};
struct Try {
  int body = 0;
  std::vector<Handler> handlers;
  int otherwise = -1, finally = -1;
};

enum class CodeKind : uint8_t { kFunction, kLambda, kComprehension, kClass, kModule };

struct Code {
  std::string name, qualname, file;
  CodeKind kind = CodeKind::kFunction;
  int first_line = 0;
  bool generator = false, coroutine = false;
  // Parameters are the first variables: positional, then keyword only, then *args, then **kwargs.
  // `positional` counts the positional-only ones too. A variable whose name starts with a dot is
  // ours (a comprehension's iterator `.0`, what a pattern captures): kLocal in any kind of code.
  // A name may stand twice in a class body: as kName, and as kFree (or kCell, `__class__`) because
  // inner functions get the outer variable through it. Cells for kFunction are found by name among
  // the kCell, kFree and kClassFree variables.
  int positional = 0, positional_only = 0, keyword_only = 0;
  bool star_args = false, star_kwargs = false;
  std::vector<Variable> variables;
  std::vector<std::string> names;  // of attributes, mangled
  std::vector<Constant> constants;
  std::vector<Block> blocks;  // 0 is the body; it ends with kReturn
  std::vector<Try> tries;
  std::vector<std::shared_ptr<const Code>> children;
  std::string doc;
  bool has_doc = false;
  Span span;

  int parameter_count() const { return positional + keyword_only + star_args + star_kwargs; }
};
using CodeRef = std::shared_ptr<const Code>;

/// Readable text, for tests and dumps.
std::string to_text(const Code& code);

}  // namespace duet::syntax

// From Python's tree to the core language: one member function per kind of node.
//
// Start at `Lowering::module`. expression() leaves one value on the operand stack, statement()
// leaves the stack as it was; both look a node's kind up in a table. The order of evaluation, and
// the order in which inner codes are begun, are CPython's.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "frontend/syntax/tree.h"
#include "frontend/syntax/unit.h"

namespace duet::syntax {

int binary_operator(const Tree& op);

class Lowering {
 public:
  Lowering(std::string file, bool debug) : file_(std::move(file)), debug_(debug) {}
  CodeRef module(const Tree& node);

 private:
  using Rule = void (Lowering::*)(const Tree&);
  using Rules = std::unordered_map<std::string_view, Rule>;
  using Nodes = std::vector<TreeRef>;

  static const Rules& expression_rules();
  static const Rules& statement_rules();
  void expression(const Tree& node);
  void statement(const Tree& node);
  void statements(const Nodes& body, size_t from = 0);
  int block_of(const Nodes& body);
  int optional_block_of(const Nodes& body);

  // Steps
  void emit(const Tree& at, Form form, int a = 0, int b = 0, int c = 0);
  void constant(const Tree& at, const Constant& value);
  void none(const Tree& at) { constant(at, NoneLiteral()); }
  void drop(const Tree& at, int count = 1);
  void load(const Tree& at, std::string_view name);
  void store(const Tree& at, std::string_view name);
  template <class Then, class Else>
  void branch(const Tree& at, Then&& then, Else&& otherwise);
  template <class Else>
  void unless(const Tree& at, Else&& otherwise);

  // Expressions
  void constant_value(const Tree& node);
  void name(const Tree& node);
  void attribute(const Tree& node);
  void subscript(const Tree& node);
  void slice(const Tree& node);
  void unary(const Tree& node);
  void binary(const Tree& node);
  void boolean(const Tree& node);
  void boolean_rest(const Tree& node, size_t index);
  void value_and_truth(const Tree& node, size_t index);
  void compare(const Tree& node);
  void compare_rest(const Tree& node, size_t index, bool tested);
  void conditional(const Tree& node);
  void named(const Tree& node);
  void await(const Tree& node);
  void yield(const Tree& node);
  void yield_from(const Tree& node);
  /// A value whose truth alone counts; each operand's truth is asked once, as in CPython.
  void test(const Tree& node);
  void test_boolean(const Tree& node, size_t from, bool any);

  // Displays and calls
  void display(const Tree& node);
  void dict(const Tree& node);
  void joined(const Tree& node);
  void formatted(const Tree& node);
  void items(const Tree& at, const Nodes& items, Form form);
  void sequence(const Tree& at, const Nodes& items);
  void call(const Tree& node);
  void star_call(const Tree& node);
  void keyword_dict(const Tree& at, const Nodes& keywords);
  int names_constant(std::vector<std::string> names);

  // Targets
  void assign_to(const Tree& target);
  void unpack_to(const Tree& target);
  void delete_target(const Tree& target);

  // Statements
  void expression_statement(const Tree& node);
  void assign(const Tree& node);
  void augmented(const Tree& node);
  void annotated(const Tree& node);
  void use_names(const Tree& annotation);
  void annotation_only(const Tree& target);
  void delete_statement(const Tree& node);
  void return_statement(const Tree& node);
  void raise_statement(const Tree& node);
  void assert_statement(const Tree& node);
  void if_statement(const Tree& node);
  void while_statement(const Tree& node);
  void for_statement(const Tree& node);
  void with_statement(const Tree& node);
  void with_item(const Tree& node, size_t index);
  void try_statement(const Tree& node);
  void import_statement(const Tree& node);
  void import_from(const Tree& node);
  void declare(const Tree& node);
  void pass(const Tree& node);
  void break_statement(const Tree& node);
  void continue_statement(const Tree& node);

  // Definitions
  void function(const Tree& node);
  void lambda(const Tree& node);
  void class_definition(const Tree& node);
  void comprehension(const Tree& node);
  void loops(const Tree& node, size_t index);
  void conditions(const Tree& node, size_t loop, size_t index);
  void element(const Tree& node);
  int defaults(const Tree& at, const Tree& arguments);
  int annotations(const Tree& node);
  int annotation(const Tree& argument);
  void annotation_value(const Tree& annotation);
  void parameters(const Tree& arguments);
  void function_body(const Tree& node, Unit& unit);
  void class_body(const Tree& node, Unit& unit);
  void call_decorators(const Tree& node);
  void document(const Nodes& body);
  void end(const Tree& at);
  Unit& begin(CodeKind kind, const Tree& node, std::string name);

  // match
  void match(const Tree& node);
  void match_case(const Tree& node, size_t index);
  void match_body(const Tree& node, const Tree& match_case);
  void pattern(const Tree& node);
  void take(const Tree& node);
  void capture(const Tree& node, const std::string& name);
  void pattern_as(const Tree& node);
  void pattern_or(const Tree& node, size_t from);
  void pattern_sequence(const Tree& node);
  void sequence_items(const Tree& node);
  void picked_items(const Tree& node, size_t index);
  void pattern_mapping(const Tree& node);
  void mapping_rest(const Tree& node);
  void pattern_class(const Tree& node);
  template <class Last>
  void parts(const std::vector<const Tree*>& patterns, size_t index, int below, Last&& last);
  template <class Then>
  void when(const Tree& at, int below, Then&& then);

  std::string file_;
  bool debug_;
  bool future_annotations_ = false;
  Unit* unit_ = nullptr;
  /// What the pattern at hand has captured, in order: the name and the hidden variable.
  std::vector<std::pair<std::string, int>> captures_;
};

template <class Then, class Else>
void Lowering::branch(const Tree& at, Then&& then, Else&& otherwise) {
  int first = unit_->block(then);
  int second = unit_->block(otherwise);
  emit(at, Form::kIf, first, second);
}

template <class Else>
void Lowering::unless(const Tree& at, Else&& otherwise) {
  branch(at, [] {}, otherwise);
}

}  // namespace duet::syntax

// DUET_DUMP=folder: each graph after each pass, one text file each, for reading.
#pragma once

#include <string>

#include "ir/graph.h"

namespace duet::passes {

class Dump {
 public:
  /// Does nothing unless DUET_DUMP is set.
  explicit Dump(const ir::Graph& graph);
  void write(const char* pass, const ir::Graph& graph);
  bool on() const { return !folder_.empty(); }
  /// An equation was applied: one line of `rewrites.txt`.
  void note(const char* rule, const ir::Node& node);

 private:
  std::string folder_;  // empty: off
  int step_ = 0;
  std::string last_;
};

}  // namespace duet::passes

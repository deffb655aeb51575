// Blocks are walked forwards from where the frame stands, noting what they load and how they may
// end; then outwards, through the blocks around.
#include "frontend/evaluate/branches/live.h"

#include <algorithm>

namespace duet::frontend {
namespace {

using syntax::Form;
using syntax::Step;
using Kind = Activation::Kind;

/// How a block may end, beside raising, which everything may.
enum Exit : unsigned { kNone = 0, kNormal = 1, kReturns = 2, kBreaks = 4, kContinues = 8 };

class Walk {
 public:
  explicit Walk(const Frame& frame) : code_(*frame.code) {
    live_.variables.resize(frame.variables.size());
    stored_.resize(frame.variables.size());
    for (size_t v = 0; v < frame.variables.size(); ++v)
      live_.variables[v] = code_.variables[v].scope != syntax::Scope::kLocal;
  }

  Live around(const std::vector<Activation>& activations, bool goes_on) {
    unsigned exits = goes_on ? kNormal : kNone;
    straight_ = goes_on && std::ranges::none_of(activations, catches);
    for (auto a = activations.rbegin(); a != activations.rend(); ++a) {
      if (exits & kNormal) {
        exits = (exits & ~kNormal) | block(*a->block, a->position);
        straight_ = false;
        live_.operands = true;
      }
      exits = behind(*a, exits);
    }
    live_.returns = (exits & (kReturns | kNormal)) != 0;
    return std::move(live_);
  }

 private:
  unsigned block(int number) { return number < 0 ? kNormal : block(code_.blocks[number], 0); }

  unsigned block(const syntax::Block& block, size_t from) {
    unsigned exits = kNone;
    for (size_t i = from; i < block.size(); ++i) {
      // What is stored before anything else can happen is not read any more.
      if (straight_ && block[i].form == Form::kStore)
        stored_[static_cast<size_t>(block[i].a)] =
            !live_.variables[static_cast<size_t>(block[i].a)];
      straight_ = straight_ && block[i].form == Form::kStore;
      unsigned step = this->step(block[i]);
      exits |= step & ~kNormal;
      if (!(step & kNormal)) return exits;
    }
    return exits | kNormal;
  }

  unsigned step(const Step& step) {
    switch (step.form) {
      case Form::kLoad:
      case Form::kDelete:
      case Form::kLoadCell:
        if (!stored_[step.a]) live_.variables[step.a] = true;
        return kNormal;
      case Form::kIf:
        return block(step.a) | block(step.b);
      case Form::kBoolean:
        return kNormal | block(step.a);
      case Form::kWhile:
        return loop({step.a, step.b, step.c});
      case Form::kFor:
        return loop({step.a, step.b});
      case Form::kTry:
        return block(code_.tries[step.a].body) | handlers(code_.tries[step.a]);
      case Form::kWith:
        return kNormal | block(step.a);
      case Form::kBreak:
        return kBreaks;
      case Form::kContinue:
        return kContinues;
      case Form::kReturn:
        return kReturns;
      case Form::kRaise:
        return kNone;
      default:
        return kNormal;
    }
  }

  unsigned loop(std::initializer_list<int> blocks) {
    unsigned exits = kNormal;
    for (int each : blocks) exits |= block(each) & kReturns;
    return exits;
  }

  unsigned handlers(const syntax::Try& record) {
    live_.operands = true;
    unsigned exits = block(record.otherwise) & ~kNormal;
    for (const syntax::Handler& handler : record.handlers) {
      if (handler.type >= 0) block(handler.type);
      exits |= block(handler.body);
    }
    if (record.finally >= 0) exits |= block(record.finally) & ~kNormal;
    return exits;
  }

  /// How the block that began this one goes on, if this one ends so.
  unsigned behind(const Activation& a, unsigned exits) {
    switch (a.kind) {
      case Kind::kBody:
      case Kind::kBranch:
        return exits;
      case Kind::kCondition:
      case Kind::kWhileBody:
      case Kind::kForBody: {
        if (!(exits & (kNormal | kBreaks | kContinues))) return exits;
        bool of_for = a.owner->form == Form::kFor;
        return (exits & kReturns) | (of_for ? loop({a.owner->a, a.owner->b})
                                            : loop({a.owner->a, a.owner->b, a.owner->c}));
      }
      case Kind::kTry:
      case Kind::kHandlerType:
      case Kind::kHandler:
      case Kind::kElse:
        return exits | handlers(code_.tries[a.owner->a]);
      case Kind::kFinally:
        return a.pending.kind == Completion::Kind::kReturn ? exits | kReturns : exits;
      case Kind::kWith:
        live_.operands = true;
        return exits | kNormal;  // __exit__ may take the exception
    }
    return exits;
  }

  static bool catches(const Activation& a) {
    return a.kind != Kind::kBody && a.kind != Kind::kBranch && a.kind != Kind::kCondition &&
           a.kind != Kind::kWhileBody && a.kind != Kind::kForBody;
  }

  const syntax::Code& code_;
  Live live_;
  bool straight_ = false;     // the walk is where the frame goes on at once
  std::vector<bool> stored_;  // by the steps there
};

}  // namespace

Live live_in(const Frame& frame, bool goes_on) {
  return Walk(frame).around(frame.activations, goes_on);
}

}  // namespace duet::frontend

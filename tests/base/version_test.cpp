// The version that the library reports is the one of the build.
#include "base/version.h"

#include <gtest/gtest.h>

namespace duet {
namespace {

TEST(Version, IsThreeNumbers) {
  int dots = 0;
  for (char c : version()) dots += c == '.';
  EXPECT_EQ(dots, 2);
}

}  // namespace
}  // namespace duet

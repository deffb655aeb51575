// What the shared library shows. Everything else is hidden.
#pragma once

#define DUET_API __attribute__((visibility("default")))

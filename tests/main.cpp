// The main function of every test program: doctest's own.
// Tests themselves are in tests/<layer>/*_test.cpp.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

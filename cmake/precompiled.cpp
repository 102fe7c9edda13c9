// A precompiled header belongs to a target, and a target wants a file: cmake/precompiled.cmake.

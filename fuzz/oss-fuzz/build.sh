#!/bin/bash -eu
# Builds every fuzz target as OSS-Fuzz wants it: with its compiler, flags and engine, into $OUT, each
# with dictionary, options and a zip of seeds. Called with $SRC, $OUT, $WORK, $CXX, $CXXFLAGS and
# $LIB_FUZZING_ENGINE; fuzz/oss-fuzz/check calls it so on any machine.

source=$SRC/heloport
build=$WORK/heloport

cmake -S "$source" -B "$build" -G Ninja \
  -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS="$CXXFLAGS" -DCMAKE_BUILD_TYPE= \
  -DHELOPORT_FUZZ=ON -DHELOPORT_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
  -DHELOPORT_APPS=OFF -DHELOPORT_TESTS=OFF -DHELOPORT_BENCH=OFF
cmake --build "$build" --target fuzzers

for program in "$build"/fuzz/fuzz_*; do
  [ -f "$program" ] && [ -x "$program" ] || continue
  name=$(basename "$program")
  target=${name#fuzz_}
  cp "$program" "$OUT/$name"
  cp "$source/fuzz/smtp.dict" "$OUT/$name.dict"
  options=$source/fuzz/$target.options
  [ -f "$options" ] || options=$source/fuzz/oss-fuzz/default.options
  cp "$options" "$OUT/$name.options"
  seeds=()
  for folder in "$source/fuzz/corpus/$target" "$source/fuzz/regressions/$target"; do
    [ -d "$folder" ] && mapfile -d '' -O "${#seeds[@]}" seeds < <(find "$folder" -type f -print0)
  done
  # The base image has no zip, but Python.
  [ ${#seeds[@]} -eq 0 ] || python3 -m zipfile -c "$OUT/${name}_seed_corpus.zip" "${seeds[@]}"
done

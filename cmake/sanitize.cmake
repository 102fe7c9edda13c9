# AddressSanitizer and UndefinedBehaviorSanitizer for every target; a finding ends the program.
add_compile_options(
  -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -O1)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(-fsanitize=address,undefined)

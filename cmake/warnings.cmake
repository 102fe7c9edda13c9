# The warnings that every target of ours is built with. They are errors: a warning that is
# tolerated hides the next one.
add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror)

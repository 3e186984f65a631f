#pragma once
// pkg-config gives these as flags, which the package manager refuses.
#define _DEFAULT_SOURCE 1
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 600
#endif
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncurses.h>

// Macros that Swift does not import.
static inline attr_t trunkline_bold(void) { return A_BOLD; }
static inline attr_t trunkline_dim(void) { return A_DIM; }
static inline attr_t trunkline_reverse(void) { return A_REVERSE; }
static inline WINDOW *trunkline_screen(void) { return stdscr; }

// The standard streams are globals that Swift takes for unsafe. NULL: this kind of terminal is not known.
static inline SCREEN *trunkline_open_screen(void) { return newterm(NULL, stdout, stdin); }

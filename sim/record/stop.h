/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals that end the program: they are noted, what was changed is put back, and then the program
 * ends by the signal as if nothing had caught it.
 */
#ifndef SIM_RECORD_STOP_H
#define SIM_RECORD_STOP_H

/*
 * From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT are noted; a closed pipe and a file that grows
 * too large are errors of the write alone.
 */
void bp_stop_begin(void);

/* The signal that came, or 0. */
int bp_stop_signal(void);

/* Signals do again what they did before; one that was noted comes now. */
void bp_stop_end(void);

#endif

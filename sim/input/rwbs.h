/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The letters that traces use for operation and flags: "R", "WS", "FWFS", "DE", ...
 */
#ifndef SIM_INPUT_RWBS_H
#define SIM_INPUT_RWBS_H

#include <blkpath/types.h>

/**
 * bp_rwbs_parse - read operation letters
 * @text: position; moved behind the letters
 * @opf: receives REQ_OP_x and flags
 *
 * A leading F is REQ_PREFLUSH when an operation follows, else the operation is REQ_OP_FLUSH; so is
 * "FN". A lone N is a request without data direction; it is REQ_OP_DRV_IN here.
 *
 * Return: true, or false when a letter is not known or the operation is missing.
 */
bool bp_rwbs_parse(const char **text, unsigned *opf);

#endif

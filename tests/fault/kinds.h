/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_KINDS_H
#define FAULT_KINDS_H

#include <blkpath/env.h>

/* What a kind of allocation is called, in the plural. */
const char *fault_kind_name(unsigned kind);

#endif

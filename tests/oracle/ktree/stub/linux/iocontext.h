/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contexts of I/O are names. */
#ifndef KTREE_LINUX_IOCONTEXT_H
#define KTREE_LINUX_IOCONTEXT_H

#include <linux/types.h>

struct io_context;
struct io_cq;

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As linux/bug.h. */
#ifndef KTREE_ASM_BUG_H
#define KTREE_ASM_BUG_H

#include <linux/bug.h>

#endif

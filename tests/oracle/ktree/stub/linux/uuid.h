/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The length of a name alone. */
#ifndef KTREE_LINUX_UUID_H
#define KTREE_LINUX_UUID_H

#define UUID_STRING_LEN 36

#endif

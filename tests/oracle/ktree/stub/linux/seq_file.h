/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of debugging are names. */
#ifndef KTREE_LINUX_SEQ_FILE_H
#define KTREE_LINUX_SEQ_FILE_H

struct seq_file;
struct seq_operations;

#endif

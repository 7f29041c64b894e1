/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is exported: one program holds all. */
#ifndef KTREE_LINUX_EXPORT_H
#define KTREE_LINUX_EXPORT_H

#define EXPORT_SYMBOL(symbol)
#define EXPORT_SYMBOL_GPL(symbol)
#define EXPORT_SYMBOL_NS(symbol, space)
#define EXPORT_SYMBOL_NS_GPL(symbol, space)

#endif

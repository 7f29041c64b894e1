/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel for x86-64 with the block layer and none of its optional parts. */
#ifndef KTREE_LINUX_KCONFIG_H
#define KTREE_LINUX_KCONFIG_H

#define CONFIG_64BIT 1
#define CONFIG_BLOCK 1
#define CONFIG_MMU 1
#define CONFIG_PHYS_ADDR_T_64BIT 1
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1
#define CONFIG_NEED_SG_DMA_LENGTH 1
#define CONFIG_HZ 250
#define CONFIG_NR_CPUS 1
#define CONFIG_PAGE_SHIFT 12
#define CONFIG_CC_IS_GCC 1

/* An option is on when its macro is 1: then the helper puts a comma and 1 comes second. */
#define KT_COMMA_1 0,
#define KT_SECOND(ignored, value, ...) value
#define KT_PICK(comma_or_junk) KT_SECOND(comma_or_junk 1, 0, 0)
#define KT_GLUE(value) KT_PICK(KT_COMMA_##value)
#define IS_ENABLED(option) KT_GLUE_ARGUMENT(option)
#define KT_GLUE_ARGUMENT(value) KT_GLUE(value)
#define IS_BUILTIN(option) IS_ENABLED(option)
#define IS_MODULE(option) 0
#define IS_REACHABLE(option) IS_ENABLED(option)

#endif

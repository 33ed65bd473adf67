"""The engines that turn one resolved manuscript into documents."""

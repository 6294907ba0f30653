//! Expected-return models: what a price would have done without the news.

//! Customers' messages: answered from their orders, handed to people, answered by them.

pub(crate) mod counter;
mod flow;
mod loops;
mod people;
mod strangers;
mod twice;

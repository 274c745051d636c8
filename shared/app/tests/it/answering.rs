//! Customers' messages: answered from their orders, handed to people, answered by them.

mod counter;
mod flow;
mod loops;
mod people;
mod strangers;
mod twice;

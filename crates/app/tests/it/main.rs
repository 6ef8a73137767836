//! What the whole promises, checked from outside. One binary, so that it is linked once.

// A panic is how tests fail, those of their helpers included.
#![allow(clippy::unwrap_used)]

mod accounts;
mod adoption;
mod arrows;
mod avatars;
mod blocks;
mod clients;
mod configuration;
mod documents;
mod hostile;
mod journey;
mod kill;
mod lifecycle;
mod listener;
mod logins;
mod logs;
mod people;
mod readme;
mod running;
mod slow;
mod streams;
mod support;
mod texts;
mod timetable;
mod upgrade;
mod uploads;
mod web;

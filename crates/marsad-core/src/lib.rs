//! The pure coder of Marsad.
